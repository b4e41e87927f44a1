<?php # retry_before_retry_after getting-started/rate-limits.md#retry --with busy https://github.com/kubernetes/kubernetes/issues/27965
$c = curl_init("https://api.example.com/v1/me");
curl_setopt_array($c, [CURLOPT_RETURNTRANSFER => true, CURLOPT_HTTPHEADER => ["Authorization: Bearer " . getenv("API_KEY")]]);
for ($n = 0; $n < 3; $n++) {
    curl_exec($c);
    if (curl_getinfo($c, CURLINFO_RESPONSE_CODE) != 429) break;
    usleep(50000);
}
