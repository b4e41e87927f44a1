if ($env:API_KEY) {
  [Environment]::SetEnvironmentVariable("API_KEY", $env:API_KEY, "User")
}
