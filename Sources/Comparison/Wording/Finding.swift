/// One thing that a reader is told about a report, in words that every format shares.
struct Finding: Sendable {
  /// What it is about, in order of consequence.
  enum Topic: Int, CaseIterable, Sendable {
    case claims, metrics, openings, rankings, figures, tables, outputs, captions, settings, code, prose, quotedNumbers,
      other

    var heading: String {
      switch self {
      case .claims: "Claims"
      case .metrics: "Measured values"
      case .openings: "Beginnings"
      case .rankings: "Rankings"
      case .figures: "Figures"
      case .tables: "Tables"
      case .outputs: "Other outputs"
      case .captions: "Captions"
      case .settings: "Settings"
      case .code: "Code"
      case .prose: "Prose"
      case .quotedNumbers: "Numbers in prose that are no longer true"
      case .other: "Otherwise"
      }
    }
  }

  /// What it is about.
  var topic: Topic
  /// A sentence or a line.
  var text: Wording
  /// What it consists of, where there is more than one thing to say.
  var details: [Wording] = []
  /// Lines taken out and put in.
  var lines: [ChangedLine] = []
  /// What it is put down to.
  var attribution: Attribution?
  /// Whether it is bad news.
  var isGrave = false
  /// The figure that it is about.
  var figure: String?

  /// A name and what there is to say of it: on one line where that is one thing.
  init(_ topic: Topic, about name: String, _ parts: [Wording], attribution: Attribution?, figure: String? = nil) {
    self.topic = topic
    text = parts.count == 1 ? "\(name: name): \(parts[0])" : "\(name: name)"
    details = parts.count == 1 ? [] : parts
    (self.attribution, self.figure) = (attribution, figure)
  }

  init(
    topic: Topic, text: Wording, lines: [ChangedLine] = [], attribution: Attribution? = nil, isGrave: Bool = false
  ) {
    (self.topic, self.text, self.lines) = (topic, text, lines)
    (self.attribution, self.isGrave) = (attribution, isGrave)
  }
}
