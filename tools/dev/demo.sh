# The image application on a server of its own with a fresh data folder.

dev_demo() {
  local listen=127.0.0.1:4566 exit_flag=() argument
  while [ $# -gt 0 ]; do
    argument=$1
    shift
    case "$argument" in
      --exit) exit_flag=(--exit) ;;
      --listen)
        listen=${1:?--listen wants an address such as 127.0.0.1:4567}
        shift
        ;;
      *)
        echo "error: ./dev demo knows --exit and --listen ADDRESS, not \"$argument\"" >&2
        exit 2
        ;;
    esac
  done
  # Not the tests: a first look should not wait for them.
  targets="quickstep examples/all" build_preset release
  rm -rf build/demo
  mkdir -p build/demo
  coproc SERVER { exec build/release/quickstep serve --listen "$listen" --data-dir build/demo/data --log-level warn 2>build/demo/server.log; }
  local server=$SERVER_PID ready
  trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true' EXIT
  if ! IFS= read -r ready <&"${SERVER[0]}"; then
    wait "$server" || true
    cat build/demo/server.log >&2
    exit 8
  fi
  echo "$ready" >&2
  # The client's own status is the demo's.
  local status=0
  build/release/quickstep demo "${exit_flag[@]}" --endpoint "${ready##* }" || status=$?
  [ ${#exit_flag[@]} -eq 0 ] || echo "the server has ended; ./dev demo without --exit keeps it" >&2
  exit "$status"
}
