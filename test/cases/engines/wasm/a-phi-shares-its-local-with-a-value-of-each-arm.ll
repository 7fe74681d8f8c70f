; run
; %a and %b have locals, because calls read them too. The edges copy nothing.
define double @f(double %x) {
entry:
  %c = fcmp olt double %x, 1.0
  br i1 %c, label %then, label %else
then:
  %a = fmul double %x, 3.0
  %d = call double @observe(double %a)
  br label %join
else:
  %b = fsub double %x, 1.0
  %e = call double @observe(double %b)
  br label %join
join:
  %p = phi double [ %a, %then ], [ %b, %else ]
  ret double %p
}

declare double @observe(double)

; call: f(0.5)
; does: observe(1.5) 1.5
; call: f(5)
; does: observe(4) 4

; wasm
(func $f (type 0) (param f64) (result f64)
  (local f64)
  block (;@1;)
    local.get 0
    f64.const 1
    f64.lt
    if (;@2;)
      local.get 0
      f64.const 3
      f64.mul
      local.set 1
      local.get 1
      i32.const 0
      call_indirect (type 0)
      drop
      br 1 (;@1;)
    else
      local.get 0
      f64.const 1
      f64.sub
      local.set 1
      local.get 1
      i32.const 0
      call_indirect (type 0)
      drop
      br 1 (;@1;)
    end
  end
  local.get 1
  return
  unreachable
)
