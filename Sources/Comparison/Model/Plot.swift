import LabNotebooks

/// A plotted figure to be compared: one panel or several, each with its series.
struct Plot {
  /// A figure, or one of several in a picture.
  struct Panel {
    /// “a”, “b”, … where there are several.
    var letter: String?
    var recorded: RecordedPlot
    var series: [Series]

    /// How messages begin that are about it.
    var prefix: String { letter.map { "panel \($0), " } ?? "" }

    init(_ recorded: RecordedPlot, letter: String?) {
      (self.recorded, self.letter) = (recorded, letter)
      var counts: [String: Int] = [:]
      series = recorded.series.map { recorded in
        var series = Series(recorded: recorded, occurrence: 0)
        let first = series.key
        series.occurrence = counts[first, default: 0]
        counts[first, default: 0] += 1
        return series
      }
    }
  }

  /// One series of a panel.
  struct Series {
    var recorded: RecordedPlot.Series
    /// Which of several of one mark and name.
    var occurrence: Int

    /// Two series of this key are one.
    var key: String { "\(recorded.mark)\u{0}\(recorded.name ?? "")\u{0}\(occurrence)" }

    /// “line “β = 4””.
    var text: String {
      (recorded.name.map { "\(recorded.mark) “\($0)”" } ?? recorded.mark)
        + (occurrence > 0 ? ", no. \(occurrence + 1)" : "")
    }
  }

  var kind: String
  var panels: [Panel]

  init(_ recorded: RecordedPlot) {
    kind = recorded.kind
    let letters = "abcdefghijklmnopqrstuvwxyz".map(String.init)
    panels = recorded.panels.enumerated().map { index, panel in
      Panel(panel, letter: index < letters.count ? letters[index] : "\(index + 1)")
    }
    if panels.isEmpty { panels = [Panel(recorded, letter: nil)] }
  }

  /// Whether it shows images, whose pixels are their data.
  var isImageGrid: Bool { kind == "image grid" }
}
