import ArgumentParser

/// Values of settings as `--set name=value` gives them.
struct SettingAssignments {
  /// The values by the settings' names.
  let overrides: [String: String]

  /// - Throws: `ValidationError` for what is no assignment, and a setting that is given twice.
  init(_ assignments: [String]) throws {
    var overrides: [String: String] = [:]
    for assignment in assignments {
      let parts = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw ValidationError("--set \(assignment): write it as --set name=value.")
      }
      guard overrides.updateValue(parts[1], forKey: parts[0]) == nil else {
        throw ValidationError("The setting “\(parts[0])” is given twice.")
      }
    }
    self.overrides = overrides
  }
}
