<?php # INSUFFICIENT_PERMISSIONS api-reference/errors.md#insufficient_permissions --key read
$c = curl_init("https://api.example.com/v1/prompts");
$headers = ["Authorization: Bearer " . getenv("API_KEY"), "Content-Type: application/json"];
curl_setopt_array($c, [CURLOPT_HTTPHEADER => $headers, CURLOPT_POSTFIELDS => '{"name": "a", "text": "b"}']);
echo curl_exec($c);
