<?php # METHOD_NOT_ALLOWED api-reference/errors.md#method_not_allowed
$c = curl_init("https://api.example.com/v1/generate");
curl_setopt($c, CURLOPT_HTTPHEADER, ["Authorization: Bearer " . getenv("API_KEY")]);
curl_exec($c);
