import Foundation
import LabCatalogue
import Testing

@testable import LabNotebooks

/// How essays end, and how far they let another run be from what they measured.
@Suite struct ConclusionsAndTolerancesTests {
  /// What was found, in three sentences whose numbers the run measured.
  @Test(arguments: catalogue) func anEssayConcludesInThreeSentences(_ experiment: Experiment) throws {
    let prose = try LiterateSource(contentsOf: experiment.source).cells.compactMap { cell in
      if case .prose(let text) = cell { text } else { nil }
    }
    // The first part stands above all headings.
    let sections = ("\n" + prose.joined(separator: "\n\n")).components(separatedBy: "\n## ").dropFirst().map {
      section in
      section.split(separator: "\n", maxSplits: 1).map(String.init)
    }
    let last = try #require(sections.firstIndex { $0[0] == "What would prove this wrong" })
    try #require(last > 0 && sections[last - 1][0] == "Conclusion", "\(sections.map { $0[0] })")
    let conclusion = try #require(sections[last - 1].last)
    let words = conclusion.replacing(/\{[^}]*\}|\$[^$]*\$|`[^`]*`|\[[^\]]*@[^\]]*\]/, with: "N")
    #expect(words != conclusion, "no measured value")
    #expect(words.firstMatch(of: /\d{2}|\d\.\d/) == nil, "a number that was not measured: \(words)")
    #expect(words.matches(of: /[.!?](?=\s|$)/).count == 3, "\(words)")
  }

  /// A tolerance that is too narrow calls noise a change, and one that is too wide a change noise. What a training comes to has
  /// the noise of its seeds: `measure(_:meanOf:)`, a `PairedDifference` or `tolerance: .noise(of:)`.
  @Test(arguments: try Source.all()) func whatComesOfATrainingHasNoDefaultTolerance(_ source: Source) throws {
    let calls = try calls(in: source).filter { $0.isTrained && !$0.hasTolerance }
    #expect(calls.isEmpty, "\(calls.map(\.arguments))")
  }

  /// A tolerance that is a number has a comment above it that says why it is this one.
  @Test(arguments: try Source.all()) func noToleranceIsABareGuess(_ source: Source) throws {
    let calls = try calls(in: source).filter { $0.hasWrittenTolerance && !$0.hasReason }
    #expect(calls.isEmpty, "\(calls.map(\.arguments))")
  }

  /// With other settings a difference may be “undecided (0.1 ± 0.2 nats)”. A sentence that says by how much, or how much more,
  /// would then say that something is decided, and not be one.
  @Test(arguments: catalogue) func aSentenceHoldsWhereADifferenceIsUndecided(_ experiment: Experiment) throws {
    let package = URL(filePath: experiment.source).deletingLastPathComponent().deletingLastPathComponent()
    let report = package.appending(path: "Reports/\(experiment.name)/record.json")
    // A new essay has none yet.
    guard FileManager.default.fileExists(atPath: report.path) else { return }
    let record = try RunRecord(text: String(contentsOf: report, encoding: .utf8))
    let prose = try LiterateSource(contentsOf: experiment.source).cells.compactMap { cell in
      if case .prose(let text) = cell { text } else { nil }
    }.joined(separator: "\n\n")
    for (name, metric) in record.metrics {
      guard case .seeds(let noise) = metric.tolerance, noise.less != nil else { continue }
      let comparison = try Regex("by\\s+\\{\(name)\\}|\\{\(name)\\}\\s+(more|less|above|below)\\b")
      #expect(
        prose.firstMatch(of: comparison) == nil, "“by {\(name)}”, or more: write “what … gains is {\(name)}” instead")
    }
  }

  private func calls(in source: Source) throws -> [MeasureCalls.Call] {
    let paired = try Source.all().reduce(into: Set<String>()) { $0.formUnion(MeasureCalls.paired(in: $1.text)) }
    return MeasureCalls(in: source.text, paired: paired).all
  }
}
