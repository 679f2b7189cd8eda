/// What an experiment did wrong, or met, while it ran.
public enum NotebookError: Error, Equatable, Sendable {
  /// The experiment reads a setting that it does not declare.
  case undeclaredSetting(name: String, declared: [String])
  /// A setting is read as another type than it was declared with.
  case settingOfOtherType(name: String, declaredAs: String, readAs: String)
  /// A setting is read in single precision, in which it would be infinite or 0.
  case settingBeyondSinglePrecision(name: String, value: String)
  /// Settings are declared, and were never read.
  case unreadSettings([String])
  /// Settings break a rule that they have to keep together.
  case conflictingSettings(String)
  /// A name has characters that names have not.
  case invalidName(String)
  /// Two outputs, measured values or settings have one name.
  case nameTaken(String)
  /// A measured value is infinite or not a number.
  case notFinite(name: String, value: String)
  /// The noise of a measured value is that of fewer than two trainings.
  case tooFewTrainings(name: String, count: Int)
  /// The tolerance of a measured value is negative, infinite or not a number.
  case unusableTolerance(name: String)
  /// A loss is infinite or not a number.
  case lossNotFinite(phase: String, step: Int, count: Int, value: String)
  /// What a step of a training returns has no `loss`.
  case stepWithoutLoss(phase: String)
  /// Prose mentions a name that nothing has.
  case undefinedReference(name: String, suggestion: String)
  /// Prose mentions an output in the midst of a sentence.
  case outputInsideParagraph(String)
  /// Another file than the experiment's shows something.
  case outputFromOtherFile(id: String, file: String)
  /// Data have a name by which nobody could find them again.
  case untraceableData(String)
  /// Data are not what is found by their name.
  case changedData(String)
}

extension NotebookError: CustomStringConvertible {
  /// What is wrong, with the name, and what to do next.
  public var description: String {
    switch self {
    case .undeclaredSetting(let name, let declared):
      "The experiment reads the setting “\(name)”, which it does not declare."
        + Suggestion.question(for: name, among: declared)
    case .settingOfOtherType(let name, let declaredAs, let readAs):
      "The setting “\(name)” is declared as \(declaredAs) and read as \(readAs)."
        + " Give it a default of the type that the experiment reads."
    case .settingBeyondSinglePrecision(let name, let value):
      "The setting “\(name)” is \(value), and the experiment reads it in single precision, which has magnitudes from 1.4e-45 to"
        + " 3.4e38."
    case .unreadSettings(let names):
      names.count == 1
        ? "The setting “\(names[0])” is declared, and the experiment never read it. Use it or remove it."
        : "The settings \(names.map { "“\($0)”" }.joined(separator: ", ")) are declared, and the experiment never read"
          + " them. Use them or remove them."
    case .conflictingSettings(let rule):
      "The settings do not fit each other: \(rule)."
    case .invalidName(let name):
      "“\(name)” is not a name: use \(Name.rule)."
    case .nameTaken(let name):
      "There are two of “\(name)”: outputs, measured values and settings of an experiment share their names."
        + " Rename one."
    case .notFinite(let name, let value):
      "The measured value “\(name)” is \(value)."
    case .tooFewTrainings(let name, let count):
      "The noise of the measured value “\(name)” is taken from \(count == 0 ? "no training" : "one training")."
        + " Give it three or more that differ in their seeds alone, or another tolerance."
    case .unusableTolerance(let name):
      "The tolerance of the measured value “\(name)” is no distance: it is negative, infinite or not a number."
    case .lossNotFinite(let phase, let step, let count, let value):
      "The loss is \(value) at step \(NumberFormat.count(step)) of \(NumberFormat.count(count)) of \(phase)."
    case .stepWithoutLoss(let phase):
      "A step of \(phase) gives no “loss”. Let it be among what the step returns."
    case .undefinedReference(let name, let suggestion):
      "The prose mentions {\(name)}, and no measured value, setting or output has that name.\(suggestion)"
    case .outputInsideParagraph(let id):
      "The prose mentions the output {\(id)} inside a paragraph. To place it, let {\(id)} be a paragraph of its own."
    case .outputFromOtherFile(let id, let file):
      "“\(id)” is output by \(file), which is not the experiment's own file, so it has no place in the report."
        + " Return it from there and output it in the experiment."
    case .untraceableData(let name):
      "The record would call data “\(name)”, by which nothing is found, so that the report could never be current."
        + " Hand a data set of your own to the laboratory: Laboratory.main(catalogue, datasets: […])."
    case .changedData(let name):
      "The data “\(name)” are not what is found by that name: they changed while the run read them, or a known data set has"
        + " a file of that name. Run again; write the path of a file as “./\(name)” to tell it from a data set's."
    }
  }
}

/// What is wrong with a setting on the command line, found before any work starts.
public enum SettingError: Error, Equatable, Sendable {
  /// No experiment that runs has a setting of this name.
  case unknown(name: String, experiments: [String], declared: [String])
  /// The text is no value of the setting.
  case malformed(name: String, text: String, expected: String)
}

extension SettingError: CustomStringConvertible {
  /// What is wrong, and what would be right.
  public var description: String {
    switch self {
    case .unknown(let name, let experiments, let declared):
      let suggestion = Suggestion.question(for: name, among: declared)
      let list = declared.isEmpty ? " It has none." : " It has \(declared.joined(separator: ", "))."
      return experiments.count == 1
        ? "“\(experiments[0])” has no setting “\(name)”.\(suggestion.isEmpty ? list : suggestion)"
        : "None of these experiments has a setting “\(name)”.\(suggestion)"
    case .malformed(let name, let text, let expected):
      return "The setting “\(name)” \(expected); “\(text)” is not."
    }
  }
}

/// The user asked the run to stop.
public struct Interrupted: Error, Equatable, Sendable, CustomStringConvertible {
  /// How far it came: “at step 12 of 1,875 of training”.
  public let place: String
  /// Whether a checkpoint was kept, from which the same command goes on.
  public var isResumable = false

  /// “Interrupted at step 12 of 1,875 of training.”
  public var description: String { "Interrupted \(place)." }
}
