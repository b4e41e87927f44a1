<?php # clean --with busy,expired,cut,away
$c = curl_init("https://api.example.com/v1/generate");
$headers = ["Authorization: Bearer " . getenv("API_KEY"), "Content-Type: application/json"];
$body = json_encode(["prompt" => "Hi", "model" => "gpt-4"]);
curl_setopt_array($c, [CURLOPT_HTTPHEADER => $headers, CURLOPT_POSTFIELDS => $body, CURLOPT_TIMEOUT => 60, CURLOPT_RETURNTRANSFER => true]);
$response = json_decode((string) curl_exec($c), true);
if (!($response["success"] ?? false)) {
    fwrite(STDERR, curl_error($c) . json_encode($response) . "\n");
    exit(1);
}
echo $response["data"]["text"];
