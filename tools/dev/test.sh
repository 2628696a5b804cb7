# Tests: every floor's own, those that cross floors, and the real binary driven by AWS's clients.

dev_test() {
  local sanitize="" names=()
  while [ $# -gt 0 ]; do
    case "$1" in
      --sanitize)
        sanitize=${2:?--sanitize wants asan or tsan}
        shift
        ;;
      -*)
        echo "error: ./dev test knows names and --sanitize KIND, not \"$1\"" >&2
        exit 2
        ;;
      *) names+=("$1") ;;
    esac
    shift
  done
  local preset=${sanitize:-release}
  build_preset "$preset"
  install_python_clients
  install_reference
  python3 tools/run_tests.py --build "build/$preset" --python build/venv/bin/python "${names[@]}"
}

dev_crash() {
  build_preset release
  install_python_clients
  build/venv/bin/python tests/crash/kill_pipeline.py --binary build/release/quickstep --cycles 5
  build/venv/bin/python tests/crash/kill_loop.py --binary build/release/quickstep "$@"
}

dev_soak() {
  build_preset release
  install_python_clients
  build/venv/bin/python tests/crash/kill_loop.py --binary build/release/quickstep --soak "$@"
}
