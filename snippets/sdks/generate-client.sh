curl https://api.example.com/openapi.yaml \
  --fail --silent --show-error --max-time 60 --output example-api.yaml
openapi-python-client generate --path example-api.yaml
