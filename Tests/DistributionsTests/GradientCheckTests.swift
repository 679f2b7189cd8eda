import LabTestSupport
import Testing

/// Contracts that hold for every operation that distributions are made of.
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
