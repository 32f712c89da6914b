// PTX source as a list of statements: the first step of reading a module.
#pragma once

#include <string>
#include <vector>

namespace emulator {

struct Statement {
  enum class Kind { kText, kLabel, kOpen, kClose };
  Kind kind;
  std::string text;  // without comments, trailing semicolon or colon
  int line;          // of the source, from 1
};

// Splits a module's source. An opening brace is a statement of its own where a scope begins; the
// braces of a vector operand or of an initialiser stay inside their statement.
std::vector<Statement> statementsOf(const std::string& source);

std::string trimmed(const std::string& text);

// Splits at a separator that stands outside of all brackets, and trims the pieces.
std::vector<std::string> splitOutside(const std::string& text, char separator);

// The words between white space.
std::vector<std::string> wordsOf(const std::string& text);

}  // namespace emulator
