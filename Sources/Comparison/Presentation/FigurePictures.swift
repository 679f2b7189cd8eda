import LabFigures
import LabNotebooks

/// The pictures that show how a figure changed, as PNG.
struct FigurePictures {
  /// A picture under its heading.
  struct Entry {
    var heading: String
    /// Nil where it is too large to be shown.
    var png: [UInt8]?
  }

  let entries: [Entry]

  /// Before, after, and what the two have in one picture: the changed curves of a plot, the changed pixels of images.
  init(_ change: FigureChange, from before: ReportFiles?, to after: ReportFiles?) throws {
    let pictures = try [before, after].map { files in
      try files?.picture(change.id)?.content()
    }.map { png in png.flatMap { LargeFilePointer($0) == nil ? $0 : nil } }
    var entries = zip(["Before", "After"], pictures).compactMap { heading, png -> Entry? in
      guard let png else { return nil }
      guard let size = PictureSize(png), size.isTooLarge else { return Entry(heading: heading, png: png) }
      return Entry(heading: "\(heading): too large to be shown, \(size.text)", png: nil)
    }
    if change.presence == .both, let before, let after {
      if let overlay = try Overlay.png(change, from: before.record(), to: after.record()) {
        entries.append(Entry(heading: "Both, as far as the records have the values", png: overlay))
      } else if case .changed = change.pixels, let old = pictures[0], let new = pictures[1],
        let comparison = (try? PixelComparison(old, new)) ?? nil, !comparison.isSame
      {
        entries.append(
          Entry(heading: "Difference: blue is darker now, red brighter", png: comparison.difference.png))
      }
    }
    self.entries = entries
  }
}
