; run
; They take no stack, direct or through the table.
define double @f(double %x) {
entry:
  %c = fcmp olt double %x, 1.0
  br i1 %c, label %then, label %else
then:
  %a = tail call double @observe(double %x)
  ret double %a
else:
  %y = fsub double %x, 1.0
  %b = tail call double @f(double %y)
  ret double %b
}

declare double @observe(double)

; call: f(2.5)
; does: observe(0.5) 0.25

; wasm
(func $f (type 0) (param f64) (result f64)
  local.get 0
  f64.const 1
  f64.lt
  if (;@1;)
    local.get 0
    i32.const 0
    return_call_indirect (type 0)
  else
    local.get 0
    f64.const 1
    f64.sub
    return_call $f
  end
  unreachable
)
