# qs_floor(NAME [LIBS lib...]) makes one static library of src/NAME (every .cpp but the tests) and one
# test program of its *.test.cpp files. What the floor may link comes from src/floors.txt, the same
# table that the lint reads, so a forbidden use fails at link time too.

file(STRINGS ${CMAKE_SOURCE_DIR}/src/floors.txt qs_floor_lines REGEX "^[a-z]+:")
foreach(line IN LISTS qs_floor_lines)
  string(REGEX MATCH "^([a-z]+): *(.*)$" _ "${line}")
  string(REPLACE " " ";" deps "${CMAKE_MATCH_2}")
  set(qs_floor_deps_${CMAKE_MATCH_1} ${deps})
endforeach()

function(qs_floor name)
  cmake_parse_arguments(arg "" "" "LIBS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "\\.test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "\\.test\\.cpp$")

  set(links qs_flags ${arg_LIBS})
  foreach(dep IN LISTS qs_floor_deps_${name})
    list(APPEND links qs_${dep})
  endforeach()
  if(sources)
    add_library(qs_${name} STATIC ${sources})
    target_link_libraries(qs_${name} PUBLIC ${links})
    target_include_directories(qs_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
    qs_precompile(qs_${name})
  else()
    add_library(qs_${name} INTERFACE)
    target_link_libraries(qs_${name} INTERFACE ${links})
    target_include_directories(qs_${name} INTERFACE ${CMAKE_SOURCE_DIR}/src)
  endif()

  if(tests AND QS_TESTS)
    add_executable(test_${name} ${CMAKE_SOURCE_DIR}/tests/support/doctest_main.cpp ${tests})
    target_link_libraries(test_${name} PRIVATE qs_${name})
    target_include_directories(test_${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
    qs_precompile(test_${name})
    add_test(NAME ${name} COMMAND test_${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  endif()
endfunction()

# qs_embed(FLOOR SOURCE FOLDER): files of FOLDER that the assembler source SOURCE puts into the binary.
function(qs_embed floor source folder)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*)
  target_sources(qs_${floor} PRIVATE ${CMAKE_SOURCE_DIR}/${source})
  set_source_files_properties(${CMAKE_SOURCE_DIR}/${source} PROPERTIES
    LANGUAGE ASM COMPILE_OPTIONS "-Wa,-I${CMAKE_SOURCE_DIR}/${folder}" OBJECT_DEPENDS "${files}")
endfunction()

# qs_embed_joined(FLOOR SOURCE FOLDER FILE): the same for the files of FOLDER joined to one FILE.
function(qs_embed_joined floor source folder file)
  file(GLOB parts CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*)
  set(joined ${CMAKE_BINARY_DIR}/embedded/${file})
  add_custom_command(OUTPUT ${joined} DEPENDS ${parts} VERBATIM
    COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/embedded
    COMMAND ${CMAKE_COMMAND} -E cat ${parts} > ${joined})
  target_sources(qs_${floor} PRIVATE ${CMAKE_SOURCE_DIR}/${source} ${joined})
  set_source_files_properties(${CMAKE_SOURCE_DIR}/${source} PROPERTIES
    LANGUAGE ASM COMPILE_OPTIONS "-Wa,-I${CMAKE_BINARY_DIR}/embedded" OBJECT_DEPENDS ${joined})
endfunction()
