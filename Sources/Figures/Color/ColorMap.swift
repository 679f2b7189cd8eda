/// A map from 0 … 1 to colours, for heat maps and points coloured by value.
public enum ColorMap: String, Codable, Sendable, CaseIterable {
  /// Dark violet to yellow, perceptually uniform (S. van der Walt and N. Smith, matplotlib, CC0).
  case viridis
  /// White to black: the more, the darker.
  case grays
  /// Blue over white to red, for signed values: white stands for zero unless the axis sets limits.
  case diverging

  /// Equally spaced colours between which the map interpolates.
  private var anchors: [RGB] {
    switch self {
    case .viridis: Self.viridisAnchors
    case .grays: Self.grayAnchors
    case .diverging: Self.divergingAnchors
    }
  }

  /// The colour at `fraction`, clamped to 0 … 1.
  func color(_ fraction: Double) -> RGB {
    let anchors = anchors
    let position = min(max(fraction, 0), 1) * Double(anchors.count - 1)
    let index = min(Int(position), anchors.count - 2)
    return anchors[index].mixed(with: anchors[index + 1], share: position - Double(index))
  }

  /// Every fifteenth of the published table's 256 colours; between them the map stays within 5/255 of the table.
  private static let viridisAnchors: [RGB] = [
    RGB(0x440154), RGB(0x481769), RGB(0x472A7A), RGB(0x433D84), RGB(0x3D4E8A), RGB(0x355E8D),
    RGB(0x2E6D8E), RGB(0x297B8E), RGB(0x23898E), RGB(0x1F978B), RGB(0x21A585), RGB(0x2EB37C),
    RGB(0x46C06F), RGB(0x65CB5E), RGB(0x89D548), RGB(0xB0DD2F), RGB(0xD8E219), RGB(0xFDE725),
  ]

  private static let grayAnchors: [RGB] = [RGB(0xFFFFFF), RGB(0x111111)]

  private static let divergingAnchors: [RGB] = [
    RGB(0x0B3C6F), RGB(0x2A74B5), RGB(0x86B6DC), RGB(0xF4F4F4), RGB(0xEBA07E), RGB(0xC4512F), RGB(0x71160F),
  ]
}
