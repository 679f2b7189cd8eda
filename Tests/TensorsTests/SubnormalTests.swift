import LabTestSupport
import Testing

@testable import LabTensors

/// Sums of products take numbers below 2⁻¹²⁶, the least normal one, for 0: many processors would take a hundred cycles for each.
@Suite struct SubnormalTests {
  // Their product, 2⁻⁴⁰, would be an ordinary number.
  private static let small: Float = 0x1p-140, large: Float = 0x1p100

  @Test(arguments: MatrixProductTests.sizes) func countForNothingInMatrixProducts(_ sizes: MatrixProductTests.Sizes) {
    let rows = sizes.rows, inner = sizes.inner, columns = sizes.columns
    for (first, second) in [(Self.small, Self.large), (Self.large, Self.small)] {
      for (turnsFirst, turnsSecond) in [(false, false), (false, true), (true, false), (true, true)] {
        let a = Tensor(repeating: first, shape: turnsFirst ? [inner, rows] : [rows, inner])
        let b = Tensor(repeating: second, shape: turnsSecond ? [columns, inner] : [inner, columns])
        for instructions in Machine.availableInstructions {
          let product = withInstructions(instructions) {
            Tensor.matrixProduct(a, b, transposingFirst: turnsFirst, transposingSecond: turnsSecond)
          }
          #expect(product.elements.allSatisfy { $0 == 0 }, "\(instructions)")
        }
      }
    }
  }

  private static let geometries =
    (ConvolutionTests.layers + ConvolutionTests.cut).map {
      ConvolutionGeometry(of: $0.images, channels: $0.channels, $0.window)
    } + WinogradConvolutionTests.layers.map(\.geometry)

  @Test(arguments: geometries)
  func countForNothingInConvolutions(_ geometry: ConvolutionGeometry) {
    let images = Tensor(repeating: Self.large, shape: geometry.images)
    let weights = Tensor(repeating: Self.large, shape: geometry.weights)
    let bias = Tensor.zeros([geometry.output[3]])
    let result = geometry.apply(Tensor(repeating: Self.small, shape: geometry.images), weights, bias: bias)
    var gradient = Tensor(repeating: Self.small, shape: geometry.output)
    let gradients = geometry.gradients(&gradient, images, weights)
    for tensor in [result, gradients.images!, gradients.weights] { #expect(tensor.elements.allSatisfy { $0 == 0 }) }
  }

  /// The shares of a log-sum-exp, too; its own value is not changed by what is that small beside the greatest term.
  @Test(arguments: [1, 3]) func countForNothingAmongShares(inner: Int) {
    let x = Tensor([0, -95, -2] + [Float](repeating: -100, count: 37)).reshaped(to: [40, 1]).broadcast(to: [40, inner])
    let y = x.logSumExp(along: 0),
      shares = Tensor.logSumExpPullback(x, y, along: 0, Tensor(repeating: 1, shape: [inner]))
    #expect(shares.elements.map { $0 > 0 } == (0..<40 * inner).map { [0, 2].contains($0 / inner) })
  }

  /// On the same threads elementwise functions keep them, before as after.
  @Test func areKeptElsewhere() {
    _ = Tensor.matrixProduct(.sample([300, 300]), .sample([300, 300]))
    let powers = Tensor(repeating: -100, shape: [1 << 20]).mapped(.exp)
    #expect(powers.elements.allSatisfy { $0 > 0 && $0 < Float.leastNormalMagnitude })
  }
}
