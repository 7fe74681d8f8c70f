; run
; Also that of a parameter: %a and %b are in local 0. %d is needed with %b, and gets another one.
define double @f(double %x) {
  %a = fadd double %x, 1.0
  %b = fmul double %a, %a
  %d = fsub double %b, %b
  %e = fmul double %b, %d
  %r = fadd double %e, %d
  ret double %r
}

; call: f(2)
; does: 0

; wasm
(func $f (type 0) (param f64) (result f64)
  (local f64)
  local.get 0
  f64.const 1
  f64.add
  local.set 0
  local.get 0
  local.get 0
  f64.mul
  local.set 0
  local.get 0
  local.get 0
  f64.sub
  local.set 1
  local.get 0
  local.get 1
  f64.mul
  local.get 1
  f64.add
  return
  unreachable
)
