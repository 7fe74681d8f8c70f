; run
; V8's `vsqrtsd` waits for its result's register, which the copy makes that of the operand.
define double @f(double %x) {
  %a = call double @llvm.sqrt.f64(double %x)
  %r = fsub double %x, %a
  ret double %r
}

; call: f(9)
; does: 6

; wasm
(func $f (type 0) (param f64) (result f64)
  local.get 0
  local.get 0
  f64.neg
  f64.neg
  f64.sqrt
  f64.sub
  return
  unreachable
)
