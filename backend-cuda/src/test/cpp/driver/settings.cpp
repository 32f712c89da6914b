#include "driver/settings.h"

#include <algorithm>
#include <cstdlib>

#include "ptx/text.h"

namespace emulator {
namespace {

const char* const kNames[] = {"devices", "memory", "capability", "driver",  "multiprocessors",
                              "workers", "budget", "count",      "verbose", "init", "visible"};

}  // namespace

Settings Settings::fromEnvironment() {
  Settings settings;
  for (std::string name : kNames) {
    std::string variable = "TWOFOLD_EMULATOR_" + name;
    std::transform(variable.begin(), variable.end(), variable.begin(), ::toupper);
    if (const char* value = getenv(variable.c_str())) settings.set(name, value);
  }
  return settings;
}

bool Settings::set(const std::string& name, const std::string& value) {
  auto number = strtoull(value.c_str(), nullptr, 10);
  auto whole = static_cast<int>(number);
  if (name == "devices") devices = whole;
  else if (name == "memory") memory = number;
  else if (name == "capability") capability = whole;
  else if (name == "driver") driver = whole;
  else if (name == "multiprocessors") multiprocessors = whole;
  else if (name == "workers") workers = whole;
  else if (name == "budget") budget = number;
  else if (name == "count") count = whole != 0;
  else if (name == "verbose") verbose = whole != 0;
  else if (name == "init") init = whole;
  else if (name == "visible") visible = value;
  else return false;
  return true;
}

std::vector<int> Settings::visibleDevices() const {
  const char* variable = getenv("CUDA_VISIBLE_DEVICES");
  std::vector<int> all;
  for (int i = 0; i < devices; i++) all.push_back(i);
  if (!visible && variable == nullptr) return all;
  std::vector<int> chosen;
  // As the real driver does it, the list ends at the first number that names no device.
  for (const std::string& each : splitOutside(visible ? *visible : variable, ',')) {
    int device = each.empty() ? -1 : atoi(each.c_str());
    if (device < 0 || device >= devices) break;
    chosen.push_back(device);
  }
  return chosen;
}

int Settings::newestPtx() const {
  static const struct { int driver; int ptx; } kTable[] = {
      {13000, 90}, {12090, 88}, {12080, 87}, {12070, 86}, {12050, 85}, {12040, 84}, {12030, 83},
      {12020, 82}, {12010, 81}, {12000, 80}, {11080, 78}, {11070, 77}, {11060, 76}, {11050, 75},
      {11040, 74}, {11030, 73}, {11020, 72}, {11010, 71}, {11000, 70}};
  for (const auto& each : kTable) {
    if (driver >= each.driver) return each.ptx;
  }
  return 65;
}

int Settings::sharedLimit() const {
  switch (capability) {
    case 75: return 64 * 1024;
    case 80: case 87: return 163 * 1024;
    case 86: case 89: case 120: return 99 * 1024;
    default: return capability >= 90 ? 227 * 1024 : 48 * 1024;
  }
}

}  // namespace emulator
