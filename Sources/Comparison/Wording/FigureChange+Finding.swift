import LabNotebooks

extension FigureChange {
  /// What there is to say of it, its data first.
  var finding: Finding { Finding(.figures, about: id, parts, attribution: attribution, figure: id) }

  private var parts: [Wording] {
    switch presence {
    case .gone: return ["gone"]
    case .new: return ["new"]
    case .both: break
    }
    var parts: [Wording] = []
    if isImageGrid {
      if !series.isEmpty { parts.append("the images differ") }
    } else {
      // A change that noise does not explain is among those that are told.
      let told = series.filter { $0.noise == .changed } + series.filter { $0.noise != .changed }
      parts += told.prefix(3).map(\.text)
      if series.count > 3 { parts.append("and \(series.count - 3) more") }
    }
    parts += labels.prefix(5).map { Wording($0) }
    if labels.count > 5 { parts.append("and \(counted(labels.count - 5, "more label"))") }
    if series.isEmpty, labels.isEmpty, pixels != .unreadable { parts.append("the same data drawn otherwise") }
    if let pixels, isImageGrid || series.isEmpty || !pixels.followsFromData { parts.append(pixels.text) }
    return parts
  }
}

extension FigureChange.Pixels {
  /// Whether other data say as much.
  fileprivate var followsFromData: Bool { if case .changed = self { true } else { false } }

  fileprivate var text: Wording {
    switch self {
    case .changed(let share, let largest):
      "\(NumberFormat.significant(2).text(share * 100))% of the pixels differ, by up to \(largest) of 255"
    case .resized: "the image has another size"
    case .tooLarge(let width, let height):
      "the images differ, and are too large to compare (\(width) × \(height) pixels)"
    case .inLargeFileStorage: "the image is another, in Git LFS"
    case .unreadable: "the image is missing or no PNG on one side"
    }
  }
}

extension SeriesChange {
  /// Where the largest change is and how large, where the first is, and what the noise of seeds says of the curve's mean.
  fileprivate var text: Wording {
    noise == .unknown ? change : "\(change); its mean is \(noise.text(noiseProbability))"
  }

  private var change: Wording {
    let place: Wording = "\(series), \(channel)"
    switch extent {
    case .values(let before, let after, let largest, let first, let isSampled):
      let size: Wording = share.isFinite ? ", \(NumberFormat.significant(2).text(share * 100))% of its range" : ""
      let start: Wording = first == largest ? "" : "; it first differs at \(first.text)"
      let kept: Wording = isSampled ? " among the values recorded" : ""
      return "\(place): largest change\(kept) \(Self.number(before)) → \(Self.number(after))"
        + " at \(largest.text)\(size)\(start)"
    case .summary(let name, let before, let after):
      return "\(place): its \(name) \(Self.number(before)) → \(Self.number(after)) (recorded as a digest)"
    case .count(let before, let after):
      return "\(place): \(counted(before, "value")) → \(counted(after, "value"))"
    case .digest:
      return "\(place): differs (recorded as a digest)"
    }
  }

  private static func number(_ value: Double) -> String { NumberFormat.automatic.text(value) }
}

extension SeriesChange.Place {
  fileprivate var text: String { x.map { NumberFormat.automatic.text($0) } ?? "no. \(index + 1)" }
}
