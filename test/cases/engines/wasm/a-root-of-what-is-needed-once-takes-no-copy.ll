; run
; Its operand's register is free.
define double @f(double %x) {
  %a = fmul double %x, 4.0
  %r = call double @llvm.sqrt.f64(double %a)
  ret double %r
}

; call: f(9)
; does: 6

; wasm
(func $f (type 0) (param f64) (result f64)
  local.get 0
  f64.const 4
  f64.mul
  f64.sqrt
  return
  unreachable
)
