import Foundation
import LabCatalogue
import Testing

@testable import LabNotebooks

/// What a referee asks of every essay, as far as its text shows it.
@Suite struct StandardTests {
  /// Of two claims of one sentence, a reader sees one, and does not know which.
  @Test(arguments: catalogue) func eachClaimStandsOnce(_ experiment: Experiment) throws {
    let code = try LiterateSource(contentsOf: experiment.source).code
    let sentences = code.matches(of: /[ .]claim\(\s*("(?:[^"\\]|\\.)*"(?:\s*\+\s*"(?:[^"\\]|\\.)*")*)/).map { call in
      call.1.matches(of: /"((?:[^"\\]|\\.)*)"/).map { String($0.1) }.joined()
    }
    #expect(!sentences.isEmpty)
    #expect(Set(sentences).count == sentences.count, "\(sentences)")
  }
}
