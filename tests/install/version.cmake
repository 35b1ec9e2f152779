# Checks that the citation, the vcpkg port and the first entry of the changelog in FOLDER state VERSION, the version of
# version.hpp.
file(STRINGS "${FOLDER}/CITATION.cff" citation REGEX "^version: ")
file(READ "${FOLDER}/cmake/packaging/vcpkg/xact/vcpkg.json" port)
string(JSON port GET "${port}" version)
file(STRINGS "${FOLDER}/CHANGELOG.md" changelog REGEX "^## " LIMIT_COUNT 1)
foreach(place IN ITEMS citation port changelog)
  string(REGEX MATCH "[0-9]+\\.[0-9]+\\.[0-9]+" found "${${place}}")
  if(NOT found STREQUAL VERSION)
    message(SEND_ERROR "the ${place} is of version '${found}', version.hpp of ${VERSION}")
  endif()
endforeach()
