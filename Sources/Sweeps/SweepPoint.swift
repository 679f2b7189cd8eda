import LabNotebooks

/// One point of a sweep: a value for each of the settings that are varied.
package struct SweepPoint: Codable, Equatable, Hashable, Sendable {
  /// The value of each varied setting, in the order of the sweep, as `--set` takes it.
  package let values: [Value]

  /// A setting's value at a point.
  package struct Value: Codable, Equatable, Hashable, Sendable {
    /// The setting.
    package let name: String
    /// Its value, written as a report shows it.
    package let text: String

    package init(name: String, text: String) { (self.name, self.text) = (name, text) }
  }

  package init(values: [Value]) { self.values = values }

  /// What a user reads: `beta=0.5 latent-size=2`.
  package var label: String { values.map { "\($0.name)=\($0.text)" }.joined(separator: " ") }

  /// Its values by the settings' names.
  package var overrides: [String: String] { Dictionary(values.map { ($0.name, $0.text) }) { first, _ in first } }

  /// How much of its values stands in the name of its folder.
  private static let readableLength = 60

  /// The name of its folder: readable, and by its last digits its own, whatever the sweep varies besides.
  ///
  /// - Parameter run: what its run is given besides its values; another gives another folder.
  func identifier(ofRun run: String) -> String {
    let readable = values.map { "\($0.name)-\($0.text)" }.joined(separator: "_").map { character in
      character.isASCII && (character.isLetter || character.isNumber || ".-_".contains(character)) ? character : "-"
    }
    let digest = Digest.sha256(
      of: Array((run + "\n" + values.map { "\($0.name)=\($0.text)\n" }.sorted().joined()).utf8))
    // Where names are cut, the digits alone tell them apart: of the points of a large sweep two would share eight of them.
    let isCut = readable.count > Self.readableLength
    return String(readable.prefix(Self.readableLength)) + "-" + digest.prefix(isCut ? 16 : 8)
  }
}
