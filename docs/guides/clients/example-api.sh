# The Example API as a function for bash, zsh and dash: it is yours to change. Needs curl 7.76 or later.
#
#   . ./example-api.sh
#   example_api GET /me
#   example_api POST /generate '{"prompt": "Hello, world!", "model": "gpt-4"}'
#
# It prints the answer. Its exit status is 0 after a success, 22 after an error of the API, and curl's own after a
# failed connection. curl tries again by itself: three times, as Retry-After says, else after 1, 2 and 4 seconds.

# shellcheck shell=sh
example_api() (
  : "${API_KEY:?Set it to your API key first}"
  method=${1:?Say which method} route=${2:?Say which path}
  shift 2
  if [ $# -gt 0 ]; then
    set -- --header "Content-Type: application/json" --data "$1"
  fi
  if [ "$method" = POST ]; then
    idempotency_key=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    set -- "$@" --header "Idempotency-Key: $idempotency_key"
  fi

  # A file, so that the answers to failed attempts are not printed; standard input, so that no process list has the key.
  answer=$(mktemp -d) || exit
  trap 'rm -r "$answer"' EXIT
  printf 'Authorization: Bearer %s\n' "$API_KEY" |
    curl --fail-with-body --silent --show-error --max-time 60 --retry 3 --retry-max-time 180 \
      --request "$method" "https://api.example.com/v1$route" --header @- "$@" \
      --dump-header "$answer/fields" --output "$answer/body"
  ended=$?
  if [ -e "$answer/body" ]; then cat "$answer/body"; fi
  if [ $ended -ne 0 ]; then
    request_id=$(sed -n 's/^[Xx]-[Rr]equest-[Ii]d: *\(req_[0-9]*\).*/\1/p' "$answer/fields" | tail -n 1)
    printf 'example_api: %s %s failed (%s)\n' "$method" "$route" "${request_id:-no answer}" >&2
  fi
  exit $ended
)
