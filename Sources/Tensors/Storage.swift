import Foundation
import LabRequirements
import Synchronization

/// A block of floats, aligned to 64 bytes, returned to the pool when the last tensor that uses it goes.
final class Storage: @unchecked Sendable {
  let base: UnsafeMutablePointer<Float>
  let capacity: Int

  init(count: Int) {
    (base, capacity) = MemoryPool.take(count)
  }

  deinit { MemoryPool.give(base, capacity) }
}

/// The process's blocks of memory between uses, as malloc keeps them, but in the sizes that tensors have.
///
/// A training step needs the same sizes as the one before it: from the second step on, every block comes from here and
/// its pages are already mapped. Blocks come in size classes an eighth apart, so at most an eighth of one is wasted.
public enum MemoryPool {
  private struct State {
    /// The addresses of free blocks, by the number of their size class.
    var free = [[UInt]](repeating: [], count: 8 * Int.bitWidth)
    var statistics = Statistics()

    /// Gives the system the free blocks back.
    mutating func release() {
      for number in free.indices {
        for address in free[number] { UnsafeMutableRawPointer(bitPattern: address)?.deallocate() }
        free[number] = []
      }
      statistics.bytesFree = 0
    }
  }

  /// What the pool has done since the program began, in blocks and bytes.
  public struct Statistics: Sendable, Equatable {
    /// Blocks that had to be asked of the system.
    public var allocations = 0
    /// Bytes held by tensors now.
    public var bytesInUse = 0
    /// Bytes kept for the next use.
    public var bytesFree = 0
  }

  private static let state = Mutex(State())

  /// The counts now.
  public static var statistics: Statistics { state.withLock { $0.statistics } }

  /// The memory of this machine, in bytes. The system lends more than it has, and ends the program that uses it.
  private static let memory = Int(clamping: ProcessInfo.processInfo.physicalMemory)

  /// Free blocks of other sizes are given back before more is asked for than there is.
  static func take(_ count: Int, of memory: Int = memory) -> (UnsafeMutablePointer<Float>, Int) {
    require(count <= memory / MemoryLayout<Float>.stride, tooLarge(Double(count)))
    let capacity = sizeClass(count), bytes = capacity * MemoryLayout<Float>.stride
    let recycled = state.withLock { state -> UInt? in
      state.statistics.bytesInUse += bytes
      guard let address = state.free[classNumber(capacity)].popLast() else {
        state.statistics.allocations += 1
        if state.statistics.bytesInUse + state.statistics.bytesFree > memory { state.release() }
        let total = state.statistics.bytesInUse
        require(total <= memory, tooLarge(Double(total) / Double(MemoryLayout<Float>.stride)))
        return nil
      }
      state.statistics.bytesFree -= bytes
      return address
    }
    let raw =
      recycled.flatMap { UnsafeMutableRawPointer(bitPattern: $0) }
      ?? UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    return (raw.bindMemory(to: Float.self, capacity: capacity), capacity)
  }

  private static func tooLarge(_ count: Double) -> String {
    func gigabytes(_ bytes: Double) -> String { "\(Int((bytes / 1e9).rounded(.up))) GB" }
    let needed = count * Double(MemoryLayout<Float>.stride)
    return """
      tensors of \(gigabytes(needed)) are asked for, and this machine has \(gigabytes(Double(memory))) of memory. \
      Make what is computed at once smaller, such as a batch or a number of draws.
      """
  }

  static func give(_ base: UnsafeMutablePointer<Float>, _ capacity: Int) {
    let bytes = capacity * MemoryLayout<Float>.stride
    state.withLock { state in
      state.statistics.bytesInUse -= bytes
      state.statistics.bytesFree += bytes
      state.free[classNumber(capacity)].append(UInt(bitPattern: base))
    }
  }

  /// The count rounded up to a multiple of 16 floats (one cache line) and of an eighth of the power of two below it.
  static func sizeClass(_ count: Int) -> Int {
    let wanted = max(count, 16)
    let eighth = (1 << (Int.bitWidth - 1 - wanted.leadingZeroBitCount)) >> 3
    let step = max(16, eighth)
    return (wanted + step - 1) / step * step
  }

  /// The number of a class: the power of two below its size, and the eighths of it above.
  static func classNumber(_ capacity: Int) -> Int {
    let power = Int.bitWidth - 1 - capacity.leadingZeroBitCount
    return 8 * power + (capacity - 1 << power) >> (power - 3)
  }
}
