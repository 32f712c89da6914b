#include "ptx/text.h"

#include <cctype>
#include <sstream>

namespace emulator {
namespace {

// Comments become white space, so that the numbers of lines stay.
std::string withoutComments(const std::string& source) {
  std::string result = source;
  size_t i = 0;
  while (i + 1 < result.size()) {
    bool line = result[i] == '/' && result[i + 1] == '/';
    bool block = result[i] == '/' && result[i + 1] == '*';
    if (!line && !block) {
      i++;
      continue;
    }
    size_t end = line ? result.find('\n', i) : result.find("*/", i + 2);
    end = end == std::string::npos ? result.size() : line ? end : end + 2;
    for (; i < end; i++) {
      if (result[i] != '\n') result[i] = ' ';
    }
  }
  return result;
}

bool startsWith(const std::string& text, const char* prefix) { return text.rfind(prefix, 0) == 0; }

// These end with their line, all other statements with a semicolon.
bool endsWithLine(const std::string& text) {
  return startsWith(text, ".version") || startsWith(text, ".target") ||
         startsWith(text, ".address_size") || startsWith(text, ".loc") || startsWith(text, ".file");
}

bool opensScope(const std::string& text) {
  return text.empty() || text.find(".entry") != std::string::npos ||
         text.find(".func") != std::string::npos || startsWith(text, ".section");
}

class Splitter {
 public:
  std::vector<Statement> split(const std::string& source) {
    for (char c : withoutComments(source)) {
      take(c);
      if (c == '\n') line_++;
    }
    finish(Statement::Kind::kText);
    return std::move(statements_);
  }

 private:
  void take(char c) {
    if (c == ';' && depth_ == 0) return finish(Statement::Kind::kText);
    if (c == '\n' && endsWithLine(trimmed(text_))) return finish(Statement::Kind::kText);
    if (c == ':' && depth_ == 0 && isName(trimmed(text_))) return finish(Statement::Kind::kLabel);
    if (c == '{' && depth_ == 0 && opensScope(trimmed(text_))) return scope(Statement::Kind::kOpen);
    if (c == '}' && depth_ == 0) return scope(Statement::Kind::kClose);
    if (c == '{') depth_++;
    if (c == '}') depth_--;
    if (text_.empty()) {
      if (std::isspace(static_cast<unsigned char>(c))) return;
      begun_ = line_;
    }
    text_ += c;
  }

  void scope(Statement::Kind kind) {
    finish(Statement::Kind::kText);
    statements_.push_back({kind, "", line_});
  }

  void finish(Statement::Kind kind) {
    std::string text = trimmed(text_);
    if (!text.empty()) statements_.push_back({kind, text, begun_});
    text_.clear();
    depth_ = 0;
  }

  static bool isName(const std::string& text) {
    if (text.empty() || text[0] == '.' || text[0] == '@') return false;
    for (char c : text) {
      if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_' && c != '$' && c != '%') {
        return false;
      }
    }
    return true;
  }

  std::vector<Statement> statements_;
  std::string text_;
  int line_ = 1;
  int begun_ = 1;
  int depth_ = 0;
};

}  // namespace

std::vector<Statement> statementsOf(const std::string& source) { return Splitter().split(source); }

std::string trimmed(const std::string& text) {
  size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::vector<std::string> splitOutside(const std::string& text, char separator) {
  std::vector<std::string> pieces;
  std::string piece;
  int depth = 0;
  for (char c : text) {
    if (c == '{' || c == '[' || c == '(') depth++;
    if (c == '}' || c == ']' || c == ')') depth--;
    if (c == separator && depth == 0) {
      pieces.push_back(trimmed(piece));
      piece.clear();
    } else {
      piece += c;
    }
  }
  if (!trimmed(piece).empty() || !pieces.empty()) pieces.push_back(trimmed(piece));
  return pieces;
}

std::vector<std::string> wordsOf(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

}  // namespace emulator
