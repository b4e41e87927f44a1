[Environment]::SetEnvironmentVariable("API_KEY", $env:API_KEY, "User")
