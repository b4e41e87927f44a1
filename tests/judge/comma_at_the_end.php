<?php # INVALID_JSON api-reference/errors.md#invalid_json
$c = curl_init("https://api.example.com/v1/generate");
$headers = ["Authorization: Bearer " . getenv("API_KEY"), "Content-Type: application/json"];
curl_setopt_array($c, [CURLOPT_HTTPHEADER => $headers, CURLOPT_POSTFIELDS => '{"prompt": "Hi", "model": "gpt-4",}']);
echo curl_exec($c);
