import LabNeuralNetworks
import LabTensors
import LabTestSupport
import Testing

@Suite struct ClippingTests {
  /// PyTorch divides by the norm + 1e-6, which this library does not: where the norm is small against that, the
  /// expected gradients are corrected for it by (norm + 1e-6)/norm.
  @Test(arguments: try fixtureCases("optimizers").filter { $0.attributes["maximumNorm"] != nil })
  func scalesByTheNormOfAllGradientsTogether(_ example: FixtureCase) throws {
    let maximum = try #require(example.attributes["maximumNorm"]?.number)
    let names = ["a", "b", "c"]
    let gradients = try names.map { try #require(example.inputs[$0]).tensor }
    let expectedNorm = try example.output("norm")[0]
    let norm = Tensor.norm(of: gradients)
    #expect(abs(norm - expectedNorm) <= 1e-9 * expectedNorm)
    let correction = norm > Double(maximum) ? (norm + 1e-6) / norm : 1
    for (name, result) in zip(names, clipped(gradients, norm: norm, to: maximum)) {
      let expected = try #require(example.outputs[name])
      #expect(result.shape.dimensions == expected.shape)
      #expect(elementwiseError(result * Float(1 / correction), expected) <= 3e-7, "\(name)")
    }
  }

  @Test func leavesSmallGradientsExactlyAsTheyAre() {
    let gradients = [Tensor([3, 0]), Tensor([0, -4])]
    #expect(Tensor.norm(of: gradients) == 5)
    #expect(clipped(gradients, norm: 5, to: 5) == gradients)
    #expect(clipped(gradients, norm: 5, to: 2.5) == [Tensor([1.5, 0]), Tensor([0, -2])])
  }

  @Test(arguments: [Float.nan, .infinity]) func theNormIsNotFiniteWhereAGradientIsNot(_ broken: Float) {
    #expect(!Tensor.norm(of: [Tensor([1, 2]), Tensor([broken])]).isFinite)
  }

  /// Nothing would move, or all of it uphill, or nothing would be clipped; and no word of it.
  @Test func aMaximumThatIsNoneIsAMistake() async {
    func expectMessage(_ result: ExitTest.Result?) {
      let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(message.contains("gradients cannot be scaled down to a norm of"), "\(message)")
    }
    expectMessage(
      await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
        _ = Training([], SGD(0.1), maximumGradientNorm: 0)
      })
    expectMessage(
      await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
        _ = clipped([Tensor([3, 4])], norm: 5, to: -1)
      })
    expectMessage(
      await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
        _ = clipped([Tensor([3, 4])], norm: 5, to: .nan)
      })
  }

  /// The largest float squared overflows in single precision, and four of them together have a larger norm than any.
  @Test func theNormDoesNotOverflow() {
    let huge = [Tensor(repeating: .greatestFiniteMagnitude, shape: [4])]
    let norm = Tensor.norm(of: huge)
    #expect(norm == 2 * Double(Float.greatestFiniteMagnitude))
    #expect(errorRelativeToLargest(clipped(huge, norm: norm, to: 1)[0], [0.5, 0.5, 0.5, 0.5]) <= 1e-6)
  }
}
