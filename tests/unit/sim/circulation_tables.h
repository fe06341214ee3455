#pragma once

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "he/sim/circulation_outputs.h"

/// The tables under tests/data/circulation: parameter sets and what two other implementations make of them.
/// The five reference sets come from SciPy's DOP853 at 1e-11, the twelve patients from a prototype on Odeint
/// at 1e-10.
namespace he::test {

using Row = std::map<std::string, double>;

struct ReferenceSet {
  std::string name;
  sim::CirculationParameters parameters;
  Row outputs;
};

inline std::ifstream open_table(const std::string& name) {
  std::ifstream file(HE_TEST_DATA "/circulation/" + name);
  if (!file) throw std::runtime_error("cannot open " + name + " of tests/data/circulation");
  return file;
}

inline std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> cells;
  std::stringstream stream(line);
  for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
  return cells;
}

/// The five reference sets: default, hypertensive, dilated, hypovolaemic, exercise.
inline std::vector<ReferenceSet> reference_sets() {
  std::ifstream table = open_table("reference_sets.csv");
  const auto outputs = nlohmann::json::parse(open_table("reference_outputs.json"));
  std::string line;
  std::getline(table, line);
  const auto columns = split(line);
  std::vector<ReferenceSet> sets;
  for (const std::string name : {"default", "hypertensive", "dilated", "hypovolaemic", "exercise"}) {
    ReferenceSet set{name, {}, outputs.at(name).get<Row>()};
    if (!std::getline(table, line)) throw std::runtime_error("reference_sets.csv ends before " + name);
    const auto cells = split(line);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      sim::set_parameter(set.parameters, columns[i], std::stod(cells.at(i)));
    }
    sets.push_back(set);
  }
  return sets;
}

/// The twelve accepted patients of the random cohort.
inline std::vector<ReferenceSet> check_patients() {
  std::ifstream table = open_table("check.csv");
  std::string line;
  std::getline(table, line);
  const auto columns = split(line);
  std::vector<ReferenceSet> patients;
  while (std::getline(table, line)) {
    const auto cells = split(line);
    ReferenceSet patient{cells.at(0) + " " + std::to_string(patients.size()), {}, {}};
    for (std::size_t i = 1; i < columns.size(); ++i) {
      const double value = std::stod(cells.at(i));
      if (columns[i].starts_with("p_")) {
        sim::set_parameter(patient.parameters, columns[i].substr(2), value);
      } else {
        patient.outputs[columns[i]] = value;
      }
    }
    patients.push_back(patient);
  }
  return patients;
}

/// Outputs by their names.
inline Row named(const sim::CirculationOutputs& outputs) {
  Row row;
  for (const auto& info : sim::circulation_output_list()) row[info.name] = outputs.*info.value;
  return row;
}

}  // namespace he::test
