import LabNotebooks

/// A plotted figure as a record has it: one panel or several, each with its series.
struct Plot {
  /// A figure, or one of several in a picture.
  struct Panel {
    /// “a”, “b”, … where there are several.
    var letter: String?
    var title: String?
    var json: JSON
    var series: [Series]

    /// How messages begin that are about it.
    var prefix: String { letter.map { "panel \($0), " } ?? "" }

    /// What is written at an axis: its label.
    func label(of axis: String) -> String? { json[axis]?["label"]?.string }
    func scale(of axis: String) -> String? { json[axis]?["scale"]?.string }
  }

  /// One series of a panel.
  struct Series {
    /// “line”, “points”, …
    var mark: String
    var name: String?
    /// Which of several of one mark and name.
    var occurrence: Int
    var json: JSON

    /// Two series of this key are one.
    var key: String { "\(mark)\u{0}\(name ?? "")\u{0}\(occurrence)" }

    /// “line “β = 4””.
    var text: String { (name.map { "\(mark) “\($0)”" } ?? mark) + (occurrence > 0 ? ", no. \(occurrence + 1)" : "") }

    /// The names of the channels that only marks of an essay's own have.
    var ownChannels: [String] { json["channels"]?.names ?? [] }

    func numbers(_ channel: String) -> RecordedNumbers? {
      (json["channels"]?[channel] ?? json[channel]).flatMap { RecordedNumbers($0) }
    }
  }

  var kind: String
  var panels: [Panel]

  init(_ json: JSON) {
    kind = json["kind"]?.string ?? ""
    let pictures = json["panels"]?.elements ?? []
    if pictures.isEmpty {
      panels = [Self.panel(json, letter: nil)]
    } else {
      let letters = "abcdefghijklmnopqrstuvwxyz".map(String.init)
      panels = pictures.enumerated().map { index, picture in
        Self.panel(picture, letter: index < letters.count ? letters[index] : "\(index + 1)")
      }
    }
  }

  /// Whether it shows images, whose pixels are their data.
  var isImageGrid: Bool { kind == "image grid" }

  private static func panel(_ json: JSON, letter: String?) -> Panel {
    var counts: [String: Int] = [:]
    let series = (json["series"]?.elements ?? []).map { json in
      let mark = json["mark"]?.string ?? "", name = json["name"]?.string
      let occurrence = counts["\(mark)\u{0}\(name ?? "")", default: 0]
      counts["\(mark)\u{0}\(name ?? "")"] = occurrence + 1
      return Series(mark: mark, name: name, occurrence: occurrence, json: json)
    }
    return Panel(letter: letter, title: json["title"]?.string, json: json, series: series)
  }
}
