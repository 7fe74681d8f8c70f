; run
; With status 0 it goes on at its next call; status 1 is its first exit.
define double @f(double %n) {
entry:
  br label %loop
loop:
  %i = phi double [ 1.0, %entry ], [ %next, %loop ]
  %next = fadd double %i, %i
  %c = fcmp olt double %next, %n
  br i1 %c, label %loop, label %exit
exit:
  ret double %next
}

; call: f(1e300)
; does: 1.3393857589828342e+300

; wasm $f_loop: iterationsPerCall=5
(func $f_loop (type 1) (param f64 f64) (result f64 i32)
  (local i32)
  i32.const 5
  local.set 2
  block (;@1;)
    loop (;@2;)
      local.get 1
      local.get 1
      f64.add
      local.set 1
      local.get 1
      local.get 0
      f64.lt
      if (;@3;)
        local.get 2
        i32.const 1
        i32.sub
        local.tee 2
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
