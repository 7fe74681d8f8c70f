; run
; The result of a call is dropped, but the call is made.
define double @f(double %x) {
  %a = fadd double %x, 1.0
  %b = call double @observe(double %x)
  ret double %x
}

declare double @observe(double)

; call: f(2)
; does: observe(2) 2

; wasm
(func $f (type 0) (param f64) (result f64)
  local.get 0
  i32.const 0
  call_indirect (type 0)
  drop
  local.get 0
  return
  unreachable
)
