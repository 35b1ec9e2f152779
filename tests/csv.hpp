#pragma once

/// Reads tables of comma-separated values. The first line names the columns.

#include <cstddef>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace test {

using csv_row = std::map<std::string, std::string>;

/// Returns the rows of a file. The cell "line" of a row contains the line number of the row.
inline std::vector<csv_row> read_csv(const std::string &path) {
  std::ifstream file(path);
  if (!file)
    throw std::runtime_error("cannot read " + path);
  std::vector<std::string> columns;
  std::vector<csv_row> rows;
  std::string line;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    std::vector<std::string> cells;
    std::istringstream text(line + ",");
    for (std::string cell; std::getline(text, cell, ',');)
      cells.push_back(cell);
    if (columns.empty()) {
      columns = cells;
      continue;
    }
    if (cells.size() != columns.size())
      throw std::runtime_error(path + ":" + std::to_string(number) + ": not as many cells as columns");
    csv_row row{{"line", std::to_string(number)}};
    for (std::size_t i = 0; i < columns.size(); ++i)
      row[columns[i]] = cells[i];
    rows.push_back(row);
  }
  return rows;
}

} // namespace test
