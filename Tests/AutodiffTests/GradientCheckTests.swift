import LabAutodiff
import LabTensors
import LabTestSupport
import Testing

/// Contracts that hold for every operation.
@Suite struct GradientCheckTests {
  @Test(arguments: DifferentiableOperation.all) func theGradientIsTheDerivative(_ operation: DifferentiableOperation) {
    #expect(operation.wrongDerivatives() == [])
  }

  @Test(arguments: DifferentiableOperation.all)
  func aGradientHasItsArgumentsShapeAndDoesNotDependOnWhichOthersAreConstant(_ operation: DifferentiableOperation) {
    #expect(operation.argumentsOfUnsteadyGradients() == [])
  }

  @Test(arguments: DifferentiableOperation.all) func anUnusedTapeIsReleased(_ operation: DifferentiableOperation) {
    #expect(operation.releasesAnUnusedTape)
  }

  @Test(arguments: DifferentiableOperation.all) func constantsLeaveNoTrace(_ operation: DifferentiableOperation) {
    #expect(operation.leavesNoTraceOfConstants)
  }
}

/// That the check finds what is wrong.
@Suite struct GradientCheckFindingsTests {
  /// What a pullback that is not x²'s makes of the check at one number, for many seeds.
  private func findings(_ pullback: @escaping (Tensor) -> Tensor) -> [Bool] {
    (0..<64).map { (seed: UInt64) in
      let check = GradientCheck(at: [Tensor(0.75)], using: Random(seed: seed)) {
        .operation($0[0].value * $0[0].value, ($0[0], pullback))
      }
      return check.disagreements.isEmpty
    }
  }

  @Test func aRightDerivativeAgrees() { #expect(findings { $0 * 1.5 }.allSatisfy { $0 }) }

  /// Along a direction of 0 every derivative would be right: of one number, one in nine.
  @Test func aWrongDerivativeOfOneNumberNeverAgrees() { #expect(!findings { $0 * 1.25 }.contains(true)) }

  /// Nor does a tolerance in proportion to it forgive one that is not finite.
  @Test(arguments: [Float.infinity, -.infinity, .nan]) func aDerivativeThatIsNotFiniteNeverAgrees(_ factor: Float) {
    #expect(!findings { $0 * factor }.contains(true))
  }

  /// The gradient of a broadcast is a sum, and not the first of its terms.
  @Test func aGradientOfAnotherShapeNeverAgrees() {
    for seed in 0..<16 {
      let check = GradientCheck(at: [Tensor([0.5])], using: Random(seed: UInt64(seed))) {
        .operation($0[0].value.broadcast(to: [1, 1]), ($0[0], { $0 }))
      }
      #expect(check.disagreements.count == 1)
    }
  }
}
