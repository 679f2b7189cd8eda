import Figures
import Notebooks

/// The pictures that show how a figure changed, as PNG.
struct FigurePictures {
  /// A picture under its heading.
  struct Entry {
    var heading: String
    var png: [UInt8]
  }

  let entries: [Entry]

  /// Before, after, and what the two have in one picture: the changed curves of a plot, the changed pixels of images.
  init(_ change: FigureChange, from before: ReportFiles?, to after: ReportFiles?) throws {
    let pictures = try [before, after].map { try $0?.picture(change.id) }
    var entries = zip(["Before", "After"], pictures).compactMap { heading, png in
      png.map { Entry(heading: heading, png: $0) }
    }
    if change.presence == .both, let before, let after {
      if let overlay = try Overlay.png(change, from: before.record(), to: after.record()) {
        entries.append(Entry(heading: "Both, as far as the records have the values", png: overlay))
      } else if let old = pictures[0], let new = pictures[1],
        let comparison = (try? PixelComparison(old, new)) ?? nil, !comparison.isSame
      {
        entries.append(
          Entry(heading: "Difference: blue is darker now, red brighter", png: comparison.difference.png))
      }
    }
    self.entries = entries
  }
}
