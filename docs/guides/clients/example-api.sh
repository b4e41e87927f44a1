# A function for the Example API in bash, zsh, and dash. Change it as you like. Needs curl 7.76 or later.
#
#   . ./example-api.sh
#   example_api GET /me
#   example_api POST /generate '{"prompt": "Hello, world!", "model": "gpt-4"}'
#
# It prints the response. The exit status is 0 on success, 22 on an API error, and curl's own if the connection fails.
# After a timeout, a 429, or a 5xx, curl retries up to three times: after the delay in Retry-After, or after 1, 2, and
# 4 seconds.

# shellcheck shell=sh
example_api() (
  set +e
  : "${API_KEY:?Set it to your API key first}"
  method=${1:?Pass a method, such as GET} route=${2:?Pass a path, such as /me}
  shift 2
  if [ $# -gt 0 ]; then
    set -- --header "Content-Type: application/json" --data "$1"
  fi
  if [ "$method" = POST ]; then
    idempotency_key=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    set -- "$@" --header "Idempotency-Key: $idempotency_key"
  fi

  # A file keeps the responses to failed attempts out of the output. Standard input keeps the key out of process lists.
  # `--no-fail` and `--no-include` hold whatever your .curlrc has.
  folder=$(mktemp -d) || exit
  trap 'command rm -r "$folder"' EXIT
  printf 'Authorization: Bearer %s\n' "$API_KEY" |
    curl "https://api.example.com/v1$route" --request "$method" --header @- "$@" \
      --no-fail --no-include --fail-with-body --silent --show-error \
      --max-time 60 --retry 3 --retry-max-time 180 \
      --dump-header "$folder/fields" --output "$folder/body"
  exit_status=$?
  if [ -e "$folder/body" ]; then command cat "$folder/body"; fi
  if [ $exit_status -ne 0 ]; then
    request_id=$(sed -n 's/^[Xx]-[Rr]equest-[Ii]d: *\(req_[0-9]*\).*/\1/p' "$folder/fields" | tail -n 1)
    printf 'example_api: %s %s failed (%s)\n' "$method" "$route" "${request_id:-no response}" >&2
  fi
  exit $exit_status
)
