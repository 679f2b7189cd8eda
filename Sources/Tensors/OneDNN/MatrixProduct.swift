import CKernels
import COneDNN

extension Tensor {
  /// The product of two matrices, each first transposed where asked, plus a bias added to every row.
  public static func matrixProduct(
    _ a: Tensor, _ b: Tensor, transposingFirst: Bool = false, transposingSecond: Bool = false, bias: Tensor? = nil
  ) -> Tensor {
    require(a.shape.rank == 2 && b.shape.rank == 2, "a matrix product of \(a.shape) and \(b.shape)")
    let (rows, inner) = transposingFirst ? (a.shape[1], a.shape[0]) : (a.shape[0], a.shape[1])
    let (innerB, columns) = transposingSecond ? (b.shape[1], b.shape[0]) : (b.shape[0], b.shape[1])
    require(
      inner == innerB,
      "a matrix product of \(a.shape)\(transposingFirst ? "ᵀ" : "") and \(b.shape)\(transposingSecond ? "ᵀ" : "")")
    require(bias == nil || bias!.shape == [columns], "a bias of \(bias!.shape) for \(columns) columns")
    return Tensor(uninitialized: [rows, columns]) { result in
      guard let base = result.baseAddress, rows * columns > 0 else { return }
      if let bias {
        Profile.measure(
          .init("repeat a bias", [bias.shape], making: [rows, columns], bytes: (rows + 1) * columns * 4)
        ) {
          for row in 0..<rows { (base + row * columns).update(from: bias.storage.base, count: columns) }
        }
      }
      guard inner > 0 else {
        if bias == nil { result.update(repeating: 0) }
        return
      }
      // oneDNN reads a transposed right operand several times slower than it takes to turn it round.
      let turned = transposingSecond && rows > 1 ? Storage(count: b.count) : nil
      if let turned {
        Profile.measure(.init("transpose", [b.shape], bytes: b.count * 8)) {
          kernels_transpose(b.shape[0], b.shape[1], b.storage.base, turned.base)
        }
      }
      Profile.measure(
        .init(
          "matrix product \(transposingFirst ? "Aᵀ" : "A")\(transposingSecond ? "Bᵀ" : "B")", [a.shape, b.shape],
          making: [rows, columns], bytes: (a.count + b.count + rows * columns) * 4,
          floatingPointOperations: 2 * rows * columns * inner)
      ) {
        check(
          dnnl_sgemm(
            letter(transposingFirst), letter(transposingSecond && turned == nil), Int64(rows), Int64(columns),
            Int64(inner), 1, a.storage.base, Int64(a.shape[1]), turned?.base ?? b.storage.base,
            Int64(turned == nil ? b.shape[1] : columns), bias == nil ? 0 : 1, base,
            Int64(columns)), "multiply \(a.shape) by \(b.shape)")
      }
    }
  }

  private static func letter(_ transposed: Bool) -> CChar { CChar(UInt8(ascii: transposed ? "T" : "N")) }
}
