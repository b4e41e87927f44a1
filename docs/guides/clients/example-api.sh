# The Example API as a function for bash, zsh and dash: load it with `. ./example-api.sh`, it is yours to change.
# Needs curl 7.76 or later. Prints the answer; the exit status is 0 for a success, and curl's for anything else.
#
#   example_api GET /me
#   example_api POST /generate '{"prompt": "Hello, world!", "model": "gpt-4"}'

example_api() (
  : "${API_KEY:?Set it to your API key first}"
  method=${1:?Say which method} route=${2:?Say which path}
  shift 2
  if [ $# -gt 0 ]; then
    set -- --header "Content-Type: application/json" --data "$1"
  fi
  if [ "$method" = POST ]; then
    set -- "$@" --header "Idempotency-Key: $(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')"
  fi

  answer=$(mktemp -d) || exit
  trap 'rm -rf "$answer"' EXIT
  printf 'Authorization: Bearer %s\n' "$API_KEY" |
    curl --fail-with-body --silent --show-error --max-time 60 --retry 3 --retry-max-time 120 \
      --request "$method" "https://api.example.com/v1$route" --header @- "$@" \
      --dump-header "$answer/fields" --output "$answer/body"
  status=$?
  if [ -s "$answer/body" ]; then cat "$answer/body"; fi
  if [ $status -ne 0 ]; then
    printf '\nexample_api: %s %s failed: %s\n' "$method" "$route" "$(grep -i '^x-request-id:' "$answer/fields" | tail -n 1)" >&2
  fi
  exit $status
)
