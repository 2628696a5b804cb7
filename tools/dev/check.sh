# Lint, fuzzing and benchmarks.

dev_lint() {
  # shellcheck disable=SC2086
  install python3 $packages_clang
  python3 tools/tidy.py
  phase "checking the format" log_to format check_format
  local all=""
  [ "${1:-}" = --all ] && all=1
  build_preset release
  if [ -n "$all" ]; then
    phase "building without the precompiled header" log_to no-pch build_without_pch
  fi
  phase "clang-tidy" log_to clang-tidy run_clang_tidy "$all"
}

check_format() {
  git ls-files '*.cpp' '*.hpp' | xargs clang-format-19 --dry-run --Werror
}

build_without_pch() {
  cmake -S . -B build/no-pch -G Ninja -DCMAKE_BUILD_TYPE=Debug -DQS_PCH=OFF
  cmake --build build/no-pch
}

# Changed files only, unless ALL is set. The static analyzer takes two thirds of the time (14 of 20 s a
# file), so it looks at changed files only.
run_clang_tidy() {
  local files checks=()
  if [ -n "$1" ]; then
    checks=("--checks=-clang-analyzer-*")
    files=$(git ls-files 'src/*.cpp' | grep -v '\.test\.cpp$')
  else
    files=$(git diff --name-only --diff-filter=d HEAD~1 -- 'src/*.cpp' | grep -v '\.test\.cpp$' || true)
  fi
  [ -z "$files" ] && return
  echo "$files" | xargs -P "$(nproc)" -n 4 clang-tidy-19 -p build/release --quiet "${checks[@]}"
}

dev_fuzz() {
  if [ "${1:-}" = jsonata-differential ]; then
    shift
    install_python_clients
    install_reference
    targets=quickstep build_preset release
    [ $# -gt 0 ] || set -- --seconds 60
    python3 tests/differential/compare.py --first 0 "$@"
    return
  fi
  # shellcheck disable=SC2086
  install $packages_clang
  install_for_build
  python3 tools/fuzz.py "$@"
}

dev_bench() {
  # shellcheck disable=SC2086
  install $packages_bench
  build_preset release -DQS_BENCH=ON
  python3 tools/bench.py --build build/release "$@"
}
