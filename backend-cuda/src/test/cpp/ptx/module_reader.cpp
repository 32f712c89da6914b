#include "ptx/module_reader.h"

#include <cstdlib>
#include <optional>
#include <stdexcept>

#include "common/fault.h"
#include "ptx/kernel_reader.h"
#include "ptx/text.h"

namespace emulator {
namespace {

class ModuleReader {
 public:
  explicit ModuleReader(const PlaceVariable& place) : place_(place), module_(new Module) {}

  std::unique_ptr<Module> read(const std::string& source) {
    for (const Statement& statement : statementsOf(source)) take(statement);
    if (depth_ != 0) throw Fault{kInvalidPtx, "the PTX ends inside of a body: is it truncated?"};
    return std::move(module_);
  }

 private:
  void take(const Statement& statement) {
    if (statement.kind == Statement::Kind::kOpen && depth_++ == 0) return;
    if (statement.kind == Statement::Kind::kClose && --depth_ == 0) return finishBody();
    if (depth_ == 0) {
      topLevel(statement);
    } else if (kernel_) {
      kernel_->take(statement);
    }  // the body of a function that no kernel can call here: `call` is refused
  }

  void finishBody() {
    if (!kernel_) return;
    std::unique_ptr<Kernel> finished = kernel_->finish();
    kernel_.reset();
    module_->kernels[finished->name] = std::move(finished);
  }

  void topLevel(const Statement& statement) {
    const std::string& text = statement.text;
    if (text.find(".entry") != std::string::npos) {
      kernel_.emplace(symbols_, text);
    } else if (text.find(".shared") != std::string::npos) {
      ArrayDeclaration declaration = arrayDeclaration(text);
      symbols_.shared[declaration.name] = declaration;
    } else if (text.find(".global") != std::string::npos ||
               text.find(".const") != std::string::npos) {
      placeVariable(arrayDeclaration(text));
    }
  }

  void placeVariable(ArrayDeclaration declaration) {
    declaration.initial.resize(declaration.bytes, 0);
    uint64_t address = place_(declaration.initial);
    symbols_.variables[declaration.name] = address;
    module_->variables[declaration.name] = {address, declaration.initial.size()};
  }

  const PlaceVariable& place_;
  std::unique_ptr<Module> module_;
  ModuleSymbols symbols_;
  std::optional<KernelReader> kernel_;
  int depth_ = 0;
};

}  // namespace

ModuleHeader readHeader(const std::string& source) {
  ModuleHeader header;
  for (const Statement& statement : statementsOf(source.substr(0, 4096))) {
    std::vector<std::string> words = wordsOf(statement.text);
    if (words.size() < 2) continue;
    if (words[0] == ".version") {
      size_t dot = words[1].find('.');
      int minor = dot == std::string::npos ? 0 : atoi(words[1].c_str() + dot + 1);
      header.version = atoi(words[1].c_str()) * 10 + minor;
    }
    if (words[0] == ".target") header.target = atoi(words[1].c_str() + words[1].find('_') + 1);
  }
  if (header.version == 0 || header.target == 0) {
    throw Fault{kInvalidPtx, "no .version and .target at the start: this is no PTX"};
  }
  return header;
}

std::unique_ptr<Module> readModule(const std::string& source, const PlaceVariable& place) {
  ModuleHeader header = readHeader(source);
  try {
    std::unique_ptr<Module> module = ModuleReader(place).read(source);
    module->version = header.version;
    module->target = header.target;
    return module;
  } catch (const std::logic_error& malformed) {
    // A statement that breaks off, looked at beyond its end.
    throw Fault{kInvalidPtx, std::string("malformed PTX: ") + malformed.what()};
  }
}

}  // namespace emulator
