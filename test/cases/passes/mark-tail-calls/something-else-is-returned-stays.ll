; run: mark-tail-calls
; The phi takes the call's result, but the function returns a parameter.
define double @f(double %n) {
entry:
  %c = fcmp olt double %n, 1.0
  br i1 %c, label %then, label %else
then:
  %1 = call double @observe(double %n)
  br label %end
else:
  br label %end
end:
  %p = phi double [ %1, %then ], [ 2.0, %else ]
  ret double %n
}

declare double @observe(double)

; expect: unchanged
