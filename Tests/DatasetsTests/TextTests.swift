import Foundation
import LabDatasets
import LabTensors
import Testing

/// Texts, their words, and documents as numbers.
@Suite struct TextTests {
  // MARK: Files of the fortune program

  private func texts(_ content: String) throws -> [String] {
    try LabelledTexts(fortunes: Array(content.utf8), named: "art").texts
  }

  @Test func entriesEndAtALineWithAPercentSign() throws {
    #expect(try texts("One.\n%\nTwo,\n50 % of it\n%%\n%\n") == ["One.", "Two,\n50 % of it\n%%"])
    #expect(try texts("%\n\n%\nLast") == ["Last"], "an entry without a text is none")
    #expect(try texts("One.\r\n%\r\n Two.\r\n") == ["One.", "Two."])
    #expect(try texts("\u{feff}One.\n%\n") == ["One."])
    let art = try LabelledTexts(fortunes: Array("a\n%\nb\n".utf8), named: "art")
    #expect(art.labels == [0, 0] && art.classNames == ["art"])
  }

  @Test func whatWasStruckTwiceIsOneLetter() throws {
    #expect(try texts("_\u{8}a_\u{8}b c\u{8}c\n%\n\u{8}x\n%\n") == ["ab c", "x"])
  }

  @Test(
    arguments: [
      ([], "art: is empty."), (Array("One.\n".utf8), "art: has no line with % alone"),
      (Array("%\n \n%\n".utf8), "art: has no text."),
      (Array("One.\n%\nTw".utf8) + [0xe9], "art, line 3, byte 9: is not UTF-8, or is no text (byte e9)"),
      ([0x61, 0x0a, 0x00], "art, line 2, byte 2: is not UTF-8, or is no text (byte 0)"),
      ([0xff, 0xfe, 0x61, 0x00], "art, byte 0: is text in UTF-16"),
    ] as [([UInt8], String)])
  func whatIsNoSuchFileIsSaid(_ bytes: [UInt8], _ message: String) throws {
    let error = #expect(throws: DataError.self) { try LabelledTexts(fortunes: bytes, named: "art") }
    #expect("\(try #require(error))".hasPrefix(message))
  }

  @Test func collectionsKeepTheirClasses() throws {
    let whole = LabelledTexts.concatenate([
      LabelledTexts(texts: ["a", "b"], labels: [0, 1], classNames: ["p", "q"]),
      LabelledTexts(texts: ["c"], labels: [0], classNames: ["r"]),
    ])
    #expect(whole.labels == [0, 1, 2] && whole.classNames == ["p", "q", "r"] && whole.classCounts == [1, 1, 1])
  }

  // MARK: Words

  @Test func wordsAreRunsOfLettersInLowerCase() {
    #expect("The Cat's 9 lives—n'est-ce pas?".words() == ["the", "cat's", "lives", "n'est", "ce", "pas"])
    #expect("don’t 'quote' rock 'n' roll''s".words() == ["don't", "quote", "rock", "n", "roll", "s"])
    #expect("Straße ÉTÉ".words() == ["straße", "été"])
    #expect("I am a tree".words(ofAtLeast: 3) == ["tree"])
    #expect("".words().isEmpty && "9 - 5".words().isEmpty)
  }

  @Test func aVocabularyIsOfWordsNeitherTooRareNorTooCommon() {
    let documents = [["the", "cat", "cat"], ["the", "dog"], ["the", "cat", "bird"], ["the", "eel"]]
    #expect(Vocabulary(of: documents).words == ["the", "cat", "bird", "dog", "eel"])
    #expect(Vocabulary(of: documents).documentCounts == [4, 2, 1, 1, 1])
    #expect(Vocabulary(of: documents, minimumCount: 2, maximumShare: 0.5).words == ["cat"])
    #expect(Vocabulary(of: documents, limit: 3).words == ["the", "cat", "bird"])
    #expect(Vocabulary(of: documents).number(of: "bird") == 2 && Vocabulary(of: documents).number(of: "ant") == nil)
  }

  // MARK: Documents

  private var corpus: Corpus {
    Corpus(
      LabelledTexts(
        texts: ["cat dog cat", "dog", "bird cat dog dog eel", "ant"], labels: [0, 1, 0, 1], classNames: ["p", "q"]),
      minimumWords: 1
    ) { Vocabulary(of: $0, minimumCount: 2) }
  }

  @Test func documentsAreNumbersOfWordsOfTheVocabulary() {
    #expect(corpus.vocabulary.words == ["dog", "cat"])
    #expect(corpus.documents == [[1, 0, 1], [0], [1, 0, 0]] && corpus.labels == [0, 1, 0])
    #expect(corpus.counts == Tensor([1, 2, 1, 0, 2, 1], shape: [3, 2]))
    #expect(corpus.counts(of: [2, 0]) == Tensor([2, 1, 1, 2], shape: [2, 2]))
    #expect(corpus.wordCount == 7 && corpus.selecting([1]).documents == [[0]])
  }

  @Test func aSplitHasEveryDocumentOnce() {
    let many = Corpus(
      vocabulary: Vocabulary(["a"]), documents: (0..<50).map { Array(repeating: 0, count: $0 + 1) },
      labels: Array(repeating: 0, count: 50), classNames: ["p"])
    let (train, test) = many.split(testShare: 0.2, using: Random(seed: 1))
    #expect(test.count == 10 && train.count == 40)
    #expect(Set((train.documents + test.documents).map(\.count)) == Set(1...50))
    #expect(test == many.split(testShare: 0.2, using: Random(seed: 1)).test)
    #expect(test != many.split(testShare: 0.2, using: Random(seed: 2)).test)
  }

  @Test func halvesHaveEveryWordOnce() {
    let (shown, hidden) = corpus.halves(using: Random(seed: 1))
    #expect(shown.documents.map(\.count) == [2, 1, 2] && hidden.documents.map(\.count) == [1, 0, 1])
    for (index, document) in corpus.documents.enumerated() {
      #expect((shown.documents[index] + hidden.documents[index]).sorted() == document.sorted())
    }
  }

  // MARK: Bars

  @Test func barsAreRowsAndColumns() {
    let bars = BarTopics()
    #expect(bars.topics.count == 10 && bars.topics.allSatisfy { abs($0.reduce(0, +) - 1) < 1e-12 })
    #expect(bars.topics[1].enumerated().filter { $0.element > 0 }.map(\.offset) == [5, 6, 7, 8, 9])
    #expect(bars.topics[7].enumerated().filter { $0.element > 0 }.map(\.offset) == [2, 7, 12, 17, 22])
    #expect(bars.vocabulary.words[7] == "2·3")
  }

  /// Words come as often as their topics' shares say: of 400,000 words in 4,000 documents each cell's share within four
  /// standard errors, counting the spread of the shares themselves: Var θₖ = 9/1100.
  @Test func documentsAreMixturesOfBars() {
    let (corpus, shares) = BarTopics().documents(4_000, using: Random(seed: 2))
    #expect(corpus.count == 4_000 && corpus.documents.allSatisfy { $0.count == 100 })
    #expect(shares.allSatisfy { abs($0.reduce(0, +) - 1) < 1e-12 && $0.allSatisfy { $0 >= 0 } })
    let totals = corpus.counts.sum(along: [0]).elements
    // A cell is in two bars of ten, each with a fifth of its words there.
    let spread: Double = 0.04 / 400_000 + 2 * 9.0 / 1100 / 25 / 4_000
    let error = spread.squareRoot()
    for total in totals { #expect(abs(Double(total) / 400_000 - 0.04) <= 4 * error) }
    // Of Dirichlet numbers with ten concentrations of 1: means 1/10, second moments 2/110, and fourth ones 24/17,160.
    let (first, second, fourth): (Double, Double, Double) = (1.0 / 10, 2.0 / 110, 24.0 / 17_160)
    let errors = [second - first * first, fourth - second * second].map { ($0 / 4_000).squareRoot() }
    for topic in 0..<10 {
      let mean = shares.reduce(0) { $0 + $1[topic] } / 4_000
      let square = shares.reduce(0) { $0 + $1[topic] * $1[topic] } / 4_000
      #expect(abs(mean - first) <= 4 * errors[0] && abs(square - second) <= 4 * errors[1])
    }
  }
}
