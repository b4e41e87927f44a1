$secret = Read-Host -AsSecureString
$env:API_KEY = [Net.NetworkCredential]::new("", $secret).Password
