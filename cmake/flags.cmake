# qs_flags: what every target of ours is compiled and linked with.
add_library(qs_flags INTERFACE)
target_compile_features(qs_flags INTERFACE cxx_std_20)
target_compile_options(qs_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  -ffp-contract=off  # Both compilers must give the same numbers.
  -fstack-protector-strong -fstack-clash-protection -fcf-protection)
target_compile_definitions(qs_flags INTERFACE _GLIBCXX_ASSERTIONS)
target_link_options(qs_flags INTERFACE -Wl,-z,relro,-z,now)
# Position independent by hand, the same for libraries and programs, so that all share one precompiled header.
target_compile_options(qs_flags INTERFACE -fPIE)
target_link_options(qs_flags INTERFACE -pie)

if(NOT CMAKE_BUILD_TYPE STREQUAL "Debug" AND NOT QS_SANITIZE)
  target_compile_options(qs_flags INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
endif()
if(QS_SANITIZE)
  target_compile_options(qs_flags INTERFACE -fsanitize=${QS_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_compile_definitions(qs_flags INTERFACE QS_SANITIZED)
  target_link_options(qs_flags INTERFACE -fsanitize=${QS_SANITIZE})
endif()

find_program(QS_MOLD mold)
if(QS_MOLD)
  target_link_options(qs_flags INTERFACE -fuse-ld=mold)
endif()
find_program(QS_CCACHE ccache)
if(QS_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${QS_CCACHE})
endif()

# One precompiled header of stable standard headers, shared by all targets: it halves an ordinary file.
option(QS_PCH "use the shared precompiled header" ON)
function(qs_precompile target)
  if(NOT QS_PCH)
    return()
  endif()
  if(NOT TARGET qs_pch)
    add_library(qs_pch STATIC ${CMAKE_SOURCE_DIR}/cmake/pch.cpp)
    target_link_libraries(qs_pch PUBLIC qs_flags)
    target_precompile_headers(qs_pch PRIVATE ${CMAKE_SOURCE_DIR}/cmake/pch.hpp)
  endif()
  target_precompile_headers(${target} REUSE_FROM qs_pch)
endfunction()
