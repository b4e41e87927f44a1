<?php # MISSING_API_KEY api-reference/errors.md#missing_api_key
$c = curl_init("https://api.example.com/v1/me");
curl_setopt($c, CURLOPT_HTTPHEADER, ["Authorization: Bearer: " . getenv("API_KEY")]);
echo curl_exec($c);
