extension String {
  /// The words of a text in order, in lower case: runs of letters, with apostrophes between letters, of at least so many
  /// characters.
  ///
  /// By the Unicode properties of single characters, not by locale: the same everywhere.
  public func words(ofAtLeast length: Int = 1) -> [String] {
    var words: [String] = [], word = "", holdsApostrophe = false
    func isApostrophe(_ character: Character) -> Bool { character == "'" || character == "’" }
    func end() {
      if word.count >= length { words.append(word.lowercased()) }
      (word, holdsApostrophe) = ("", false)
    }
    for character in self {
      if character.isLetter {
        if holdsApostrophe { word.append("'") }
        holdsApostrophe = false
        word.append(character)
      } else if isApostrophe(character), !word.isEmpty, !holdsApostrophe {
        holdsApostrophe = true
      } else if !word.isEmpty {
        end()
      }
    }
    if !word.isEmpty { end() }
    return words
  }
}
