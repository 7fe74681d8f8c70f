; run
; V8 would compute them at each use. Zero is cheap, and stays.
define double @f(double %n) {
entry:
  br label %loop
loop:
  %i = phi double [ 1.0, %entry ], [ %next, %loop ]
  %next = fadd double %i, 1.5
  %c = fcmp olt double %next, 0.0
  br i1 %c, label %loop, label %exit
exit:
  ret double %next
}

; call: f(1)
; does: 2.5

; wasm $f_loop
(func $f_loop (type 1) (param f64 f64) (result f64 i32)
  (local i32)
  i32.const 10000
  local.set 2
  block (;@1;)
    loop (;@2;)
      local.get 0
      local.get 1
      f64.add
      local.set 0
      local.get 0
      f64.const 0
      f64.lt
      if (;@3;)
        local.get 2
        i32.const 1
        i32.sub
        local.tee 2
        br_if 1 (;@2;)
        br 2 (;@1;)
      else
        local.get 0
        i32.const 1
        return
      end
    end
  end
  local.get 0
  i32.const 0
  return
  unreachable
)
