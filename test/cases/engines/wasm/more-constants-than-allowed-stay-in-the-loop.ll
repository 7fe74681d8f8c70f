; run
; 0.5 is the parameter, and 1.5 is none.
define double @f(double %n) {
entry:
  br label %loop
loop:
  %i = phi double [ 1.0, %entry ], [ %next, %loop ]
  %half = fmul double %i, 0.5
  %next = fadd double %half, 1.5
  %c = fcmp ogt double %next, %n
  br i1 %c, label %loop, label %exit
exit:
  ret double %next
}

; call: f(2.5)
; does: 2

; wasm $f_loop: maxConstants=1
(func $f_loop (type 1) (param f64 f64 f64) (result f64 i32)
  (local i32)
  i32.const 10000
  local.set 3
  block (;@1;)
    loop (;@2;)
      local.get 1
      local.get 2
      f64.mul
      f64.const 1.5
      f64.add
      local.set 1
      local.get 1
      local.get 0
      f64.gt
      if (;@3;)
        local.get 3
        i32.const 1
        i32.sub
        local.tee 3
        br_if 1 (;@2;)
        br 2 (;@1;)
      else
        local.get 1
        i32.const 1
        return
      end
    end
  end
  local.get 1
  i32.const 0
  return
  unreachable
)
